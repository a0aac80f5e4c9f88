"""Every sentence a person reads from the core, in both languages: code -> (ko, en)."""
