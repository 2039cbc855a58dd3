"""Related objects of many instances at once: how they are fetched, and the QuerySets that hold them."""
