"""The report as one HTML page: no network, readable without scripts, with the faulty photos in it."""
