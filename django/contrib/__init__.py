"""Applications that come with the package: content types, users and permissions, sites, sessions."""
