from django.db.backends.base.creation import BaseDatabaseCreation
class DatabaseCreation(BaseDatabaseCreation):
    @staticmethod
    def is_in_memory_db(database_name):
        return not isinstance(database_name, __import__("pathlib").Path) and (database_name == ":memory:" or "mode=memory" in database_name)
