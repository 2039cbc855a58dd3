"""An app whose models are tagged over generic relations."""
