// A job and a slice are stored whole; the other columns only repeat for conditions what the body says.
extension Migration {
    /// Reading from the Admin API: jobs with their slices, watermarks, pauses of reading, and the ids of living records.
    static let jobs = Migration(version: 3) { dialect in
        [
            """
            CREATE TABLE jobs (
                id \(dialect.serialKey), store TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
                finished_at BIGINT, body \(dialect.blob) NOT NULL
            )
            """,
            "CREATE INDEX jobs_open ON jobs (store, kind, state, id) WHERE finished_at IS NULL",
            "CREATE INDEX jobs_of_store ON jobs (store, kind, id)",
            """
            CREATE TABLE job_slices (
                job BIGINT NOT NULL, number BIGINT NOT NULL, state TEXT NOT NULL, body \(dialect.blob) NOT NULL,
                PRIMARY KEY (job, number)
            )\(dialect.clustered)
            """,
            """
            CREATE TABLE watermarks (
                store TEXT NOT NULL, kind TEXT NOT NULL, at BIGINT NOT NULL, known_from BIGINT NOT NULL,
                checked_at BIGINT, swept_at BIGINT, PRIMARY KEY (store, kind)
            )
            """,
            """
            CREATE TABLE read_pauses (
                store TEXT PRIMARY KEY, code TEXT NOT NULL, message TEXT NOT NULL, since BIGINT NOT NULL,
                probe_at BIGINT
            )
            """,
            "CREATE INDEX records_living ON records (store, kind, id) WHERE is_deleted = 0",
        ]
    }
}
