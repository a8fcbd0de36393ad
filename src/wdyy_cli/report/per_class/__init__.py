"""One report for each class, each with that class's students alone."""
