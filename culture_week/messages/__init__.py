"""The outbox: mails that the worker delivers, and WhatsApp messages that a person sends by hand."""
