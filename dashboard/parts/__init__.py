"""Small parts the pages are made of: words, formats, colours, tables, charts and actions."""
