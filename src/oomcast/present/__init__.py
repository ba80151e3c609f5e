"""What people see: words, tables, charts, exports and the command line. Nothing else imports this layer."""
