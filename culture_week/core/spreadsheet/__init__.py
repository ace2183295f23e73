"""Tables that office programs read and write: the one home of openpyxl and XlsxWriter."""
