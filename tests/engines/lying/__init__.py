"""An engine that says something untrue about itself."""
