"""The access log (접속기록): every look at members' data, written down before the data shows."""
