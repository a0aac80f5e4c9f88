"""Signing in (로그인): people of the team, their passwords, sessions and one-time links,
and the API keys of programs."""
