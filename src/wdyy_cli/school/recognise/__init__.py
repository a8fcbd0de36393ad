"""Taking files for what their content says: which role each has among the files of a school."""
