CREATE EXTENSION orafce;
CREATE SCHEMA standin;
CREATE EXTENSION pgcrypto SCHEMA standin;

-- NULL is no text; what is left without a letter is NULL.
CREATE FUNCTION standin.joined(text, text) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT nullif(concat($1, $2), '') $$;
CREATE FUNCTION standin.joined(text, anynonarray) RETURNS text STABLE LANGUAGE sql AS $$ SELECT nullif(concat($1, $2), '') $$;
CREATE FUNCTION standin.joined(anynonarray, text) RETURNS text STABLE LANGUAGE sql AS $$ SELECT nullif(concat($1, $2), '') $$;
CREATE FUNCTION standin.joined(oracle.nvarchar2, oracle.nvarchar2) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT nullif(concat($1, $2), '') $$;
CREATE OPERATOR standin.|| (FUNCTION = standin.joined, LEFTARG = oracle.nvarchar2, RIGHTARG = oracle.nvarchar2);
CREATE OPERATOR standin.|| (FUNCTION = standin.joined, LEFTARG = text, RIGHTARG = text);
CREATE OPERATOR standin.|| (FUNCTION = standin.joined, LEFTARG = text, RIGHTARG = anynonarray);
CREATE OPERATOR standin.|| (FUNCTION = standin.joined, LEFTARG = anynonarray, RIGHTARG = text);

-- Whole numbers are divided like all others.
CREATE FUNCTION standin.divided(bigint, bigint) RETURNS numeric IMMUTABLE LANGUAGE sql AS $$ SELECT $1::numeric / $2 $$;
CREATE FUNCTION standin.divided(int, int) RETURNS numeric IMMUTABLE LANGUAGE sql AS $$ SELECT $1::numeric / $2 $$;
CREATE OPERATOR standin./ (FUNCTION = standin.divided, LEFTARG = bigint, RIGHTARG = bigint);
CREATE OPERATOR standin./ (FUNCTION = standin.divided, LEFTARG = int, RIGHTARG = int);

CREATE FUNCTION standin.bitand(numeric, numeric) RETURNS numeric IMMUTABLE LANGUAGE sql AS
    $$ SELECT ($1::bigint & $2::bigint)::numeric $$;
CREATE FUNCTION standin.round(numeric, numeric) RETURNS numeric IMMUTABLE LANGUAGE sql AS
    $$ SELECT pg_catalog.round($1, $2::int) $$;
CREATE FUNCTION standin.round(double precision, numeric) RETURNS numeric IMMUTABLE LANGUAGE sql AS
    $$ SELECT pg_catalog.round($1::numeric, $2::int) $$;
CREATE FUNCTION standin.substr(text, numeric) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT nullif(oracle.substr($1, $2::int), '') $$;
CREATE FUNCTION standin.substr(text, numeric, numeric) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT nullif(oracle.substr($1, $2::int, $3::int), '') $$;
-- Nothing to look for is nothing to replace.
CREATE FUNCTION standin.replace(text, text, text) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT nullif(pg_catalog.replace($1, coalesce($2, ''), coalesce($3, '')), '') $$;
CREATE FUNCTION standin.upper(numeric) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT trim_scale($1)::text $$;
CREATE FUNCTION standin.to_nclob(text) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT $1 $$;
CREATE FUNCTION standin.to_clob(text) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT $1 $$;
CREATE FUNCTION standin.to_blob(bytea) RETURNS bytea IMMUTABLE LANGUAGE sql AS $$ SELECT $1 $$;
CREATE FUNCTION standin.rawtohex(bytea) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT upper(encode($1, 'hex')) $$;
CREATE FUNCTION standin.standard_hash(text, text) RETURNS bytea IMMUTABLE LANGUAGE sql AS
    $$ SELECT standin.digest($1, $2) $$;
CREATE FUNCTION standin.lpad(text, numeric, text) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT nullif(pg_catalog.lpad($1, $2::int, $3), '') $$;
CREATE FUNCTION standin.rpad(text, numeric, text) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT nullif(pg_catalog.rpad($1, $2::int, $3), '') $$;
CREATE FUNCTION standin.chr(numeric) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT pg_catalog.chr($1::int) $$;
CREATE SCHEMA dbms_lob;
CREATE FUNCTION dbms_lob.compare(text, text) RETURNS int IMMUTABLE LANGUAGE sql AS
    $$ SELECT CASE WHEN $1 = $2 THEN 0 WHEN $1 < $2 THEN -1 WHEN $1 > $2 THEN 1 END $$;
CREATE FUNCTION dbms_lob.substr(text, numeric DEFAULT 32767, numeric DEFAULT 1) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT nullif(pg_catalog.substr($1, $3::int, $2::int), '') $$;

-- Points in time.
CREATE FUNCTION standin.from_tz(timestamp, text) RETURNS timestamptz STABLE LANGUAGE sql AS
    $$ SELECT $1 AT TIME ZONE $2 $$;
CREATE FUNCTION standin.numtodsinterval(numeric, text) RETURNS interval IMMUTABLE LANGUAGE sql AS
    $$ SELECT $1::double precision * ('1 ' || $2)::interval $$;
CREATE FUNCTION standin.numtodsinterval(double precision, text) RETURNS interval IMMUTABLE LANGUAGE sql AS
    $$ SELECT $1 * ('1 ' || $2)::interval $$;
CREATE FUNCTION standin.numtodsinterval(interval, text) RETURNS interval IMMUTABLE LANGUAGE sql AS $$ SELECT $1 $$;
CREATE FUNCTION standin.to_char(timestamp, text) RETURNS text STABLE LANGUAGE sql AS
    $$ SELECT pg_catalog.to_char($1, pg_catalog.replace($2, 'FF6', 'US')) $$;
CREATE FUNCTION standin.to_timestamp(text, text) RETURNS timestamp STABLE LANGUAGE sql AS
    $$ SELECT pg_catalog.to_timestamp($1, pg_catalog.replace($2, 'FF6', 'US'))::timestamp $$;

-- JSON.
CREATE FUNCTION standin.is_json(text) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS
    $$ BEGIN PERFORM $1::json; RETURN $1 IS NOT NULL; EXCEPTION WHEN others THEN RETURN false; END $$;
CREATE FUNCTION standin.json_equal(text, text) RETURNS boolean IMMUTABLE LANGUAGE sql AS
    $$ SELECT $1::jsonb = $2::jsonb $$;
CREATE FUNCTION standin.wrapped(text, text) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT nullif(jsonb_path_query_array($1::jsonb, $2::jsonpath), '[]')::text $$;
CREATE FUNCTION standin.is_there(text, text) RETURNS boolean IMMUTABLE LANGUAGE sql AS
    $$ SELECT jsonb_path_exists($1::jsonb, $2::jsonpath) $$;
-- Objects and lists are no values.
CREATE FUNCTION standin.found(text, text) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT nullif(piece #>> '{}', '') FROM jsonb_path_query_first($1::jsonb, $2::jsonpath) piece
       WHERE jsonb_typeof(piece) NOT IN ('object', 'array') $$;
CREATE FUNCTION standin.found_number(text, text) RETURNS numeric IMMUTABLE LANGUAGE sql AS
    $$ SELECT piece::numeric FROM jsonb_path_query_first($1::jsonb, $2::jsonpath) piece
       WHERE jsonb_typeof(piece) = 'number' $$;
-- Of objects and lists alone there are documents.
CREATE FUNCTION standin.found_document(text, text) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT piece::text FROM jsonb_path_query_first($1::jsonb, $2::jsonpath) piece
       WHERE jsonb_typeof(piece) IN ('object', 'array') $$;

-- The data dictionary, as far as the engine asks for it.
CREATE VIEW standin."USER_TABLES" AS
    SELECT tablename::text AS "TABLE_NAME" FROM pg_tables WHERE schemaname = 'public';
CREATE VIEW standin."USER_VIEWS" AS
    SELECT viewname::text AS "VIEW_NAME" FROM pg_views WHERE schemaname = 'public';
CREATE VIEW standin."USER_MVIEWS" AS
    SELECT matviewname::text AS "MVIEW_NAME" FROM pg_matviews WHERE schemaname = 'public';
CREATE VIEW standin."USER_TAB_COMMENTS" AS
    SELECT relname::text AS "TABLE_NAME", obj_description(oid, 'pg_class') AS "COMMENTS"
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r';
CREATE VIEW standin."USER_MVIEW_COMMENTS" AS
    SELECT relname::text AS "MVIEW_NAME", obj_description(oid, 'pg_class') AS "COMMENTS"
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'm';
CREATE VIEW standin."USER_TAB_IDENTITY_COLS" AS
    SELECT table_name::text AS "TABLE_NAME", column_name::text AS "COLUMN_NAME",
        'ISEQ$$_' || table_name AS "SEQUENCE_NAME"
    FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'YES';
CREATE VIEW standin."USER_CONSTRAINTS" AS
    SELECT t.relname::text AS "TABLE_NAME", c.conname::text AS "CONSTRAINT_NAME",
        r.conname::text AS "R_CONSTRAINT_NAME", i.relname::text AS "INDEX_NAME",
        CASE c.contype WHEN 'p' THEN 'P' WHEN 'u' THEN 'U' WHEN 'c' THEN 'C' ELSE 'R' END AS "CONSTRAINT_TYPE"
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid LEFT JOIN pg_class i ON i.oid = c.conindid
    LEFT JOIN pg_constraint r ON r.conindid = c.conindid AND c.contype = 'f' AND r.contype IN ('p', 'u')
    WHERE c.connamespace = 'public'::regnamespace
