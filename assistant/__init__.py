"""Florence: hears emergency calls, understands them, and guides the person who answers."""
