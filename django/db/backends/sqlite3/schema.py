class DatabaseSchemaEditor: pass
