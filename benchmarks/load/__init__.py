"""The huddle under load: people on websockets who press what a browser would send, against the real server."""
