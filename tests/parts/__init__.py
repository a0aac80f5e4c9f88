"""Real parts the tests share: a web server, two databases, a browser. Nothing here is a mock."""
