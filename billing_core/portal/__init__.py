"""The member's own pages: behind one-time links, without a password of ours and without scripts."""
