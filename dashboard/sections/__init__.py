"""The sections of the pages: each draws one thing from rows it is given or reads itself."""
