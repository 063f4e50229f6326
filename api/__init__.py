"""The edge: HTTP, WebSocket and the console's pages over a Desk."""
