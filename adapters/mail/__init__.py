"""Mail, for people without a chat account: what they are told goes to their address. It never listens."""
