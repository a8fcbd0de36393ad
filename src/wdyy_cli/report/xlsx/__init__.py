"""The report as an Excel workbook to work through: all findings, each input marked, each class."""
