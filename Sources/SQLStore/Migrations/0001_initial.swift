// Times are microseconds since 1970; kinds, states and standings stand under the names that the documentation uses.
extension Migration {
    static let initial = Migration(version: 1) { dialect in
        inboxTables(dialect) + laneTables(dialect) + ownershipTables(dialect) + tallyTables
    }

    private static func inboxTables(_ dialect: SQLDialect) -> [String] {
        [
            """
            CREATE TABLE receipts (
                seq \(dialect.serialKey), store TEXT NOT NULL, webhook_id TEXT NOT NULL, topic TEXT NOT NULL,
                event_id TEXT, triggered_at BIGINT, received_at BIGINT NOT NULL, api_version TEXT,
                is_test INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT, body \(dialect.blob) NOT NULL
            )
            """,
            "CREATE UNIQUE INDEX receipts_once ON receipts (store, webhook_id)",
            "CREATE INDEX receipts_not_applied ON receipts (state, seq) WHERE state <> 'applied'",
            // The receipts of a record.
            """
            CREATE TABLE receipt_records (
                store TEXT NOT NULL, kind TEXT NOT NULL, id BIGINT NOT NULL, receipt BIGINT NOT NULL,
                PRIMARY KEY (id, kind, store, receipt)
            )\(dialect.clustered)
            """,
            // The id first: it is also looked up alone, where a person does not say of which store.
            """
            CREATE TABLE records (
                store TEXT NOT NULL, kind TEXT NOT NULL, id BIGINT NOT NULL, revision BIGINT NOT NULL,
                body \(dialect.blob) NOT NULL, folded_email TEXT, name TEXT, number BIGINT, customer_id BIGINT,
                is_deleted INTEGER NOT NULL, needs_hydration INTEGER NOT NULL, has_content INTEGER NOT NULL,
                first_seen_at BIGINT NOT NULL, changed_at BIGINT NOT NULL, PRIMARY KEY (id, kind, store)
            )
            """,
            "CREATE INDEX records_email ON records (folded_email, kind) WHERE folded_email IS NOT NULL",
            "CREATE INDEX records_name ON records (name) WHERE name IS NOT NULL",
            "CREATE INDEX records_number ON records (number) WHERE number IS NOT NULL",
            "CREATE INDEX records_unread ON records (store, kind, id) WHERE needs_hydration = 1",
            "CREATE TABLE transport_positions (source TEXT PRIMARY KEY, place BIGINT NOT NULL)",
        ]
    }

    private static func laneTables(_ dialect: SQLDialect) -> [String] {
        [
            """
            CREATE TABLE lanes (
                destination TEXT NOT NULL, store TEXT NOT NULL, kind TEXT NOT NULL, id BIGINT NOT NULL,
                state TEXT NOT NULL, wanted BIGINT NOT NULL, delivered BIGINT NOT NULL, claim_epoch BIGINT,
                claimed_wanted BIGINT, remarked_at BIGINT, forced_at BIGINT NOT NULL, origin INTEGER NOT NULL,
                due_at BIGINT, dirty_since BIGINT, attempts INTEGER NOT NULL, holding \(dialect.blob),
                waits_for BIGINT, fault \(dialect.blob), fault_code TEXT, parked_at BIGINT, crm_object TEXT,
                crm_id TEXT, standing TEXT, is_adopted INTEGER NOT NULL, associated_to TEXT, notes BIGINT NOT NULL,
                PRIMARY KEY (destination, store, kind, id)
            )\(dialect.clustered)
            """,
            // What can be claimed, in the order of claiming. Clean lanes are in no index of work, so they cost nothing.
            """
            CREATE INDEX lanes_ready ON lanes (destination, kind, origin, due_at, store, id) WHERE state = 'dirty'
            """,
            "CREATE INDEX lanes_open ON lanes (destination, state, dirty_since) WHERE state <> 'clean'",
            """
            CREATE INDEX lanes_parked ON lanes (destination, kind, fault_code, parked_at) WHERE state = 'parked'
            """,
            "CREATE INDEX lanes_linked ON lanes (destination, crm_object, crm_id) WHERE crm_id IS NOT NULL",
            "CREATE INDEX lanes_waiting ON lanes (destination, store, waits_for) WHERE waits_for IS NOT NULL",
            """
            CREATE TABLE deliveries (
                destination TEXT NOT NULL, store TEXT NOT NULL, kind TEXT NOT NULL, id BIGINT NOT NULL,
                number BIGINT NOT NULL, note \(dialect.blob) NOT NULL,
                PRIMARY KEY (destination, store, kind, id, number)
            )\(dialect.clustered)
            """,
        ]
    }

    private static func ownershipTables(_ dialect: SQLDialect) -> [String] {
        [
            """
            CREATE TABLE leases (
                name TEXT PRIMARY KEY, owner TEXT NOT NULL, epoch BIGINT NOT NULL, expires_at BIGINT NOT NULL
            )
            """,
            """
            CREATE TABLE pauses (
                destination TEXT NOT NULL, scope TEXT NOT NULL, fault \(dialect.blob), since BIGINT NOT NULL,
                probe_at BIGINT, PRIMARY KEY (destination, scope)
            )
            """,
        ]
    }

    // Counts of what may be many, kept as it is written, so that an overview costs the same at any size.
    private static let tallyTables = [
        """
        CREATE TABLE store_tallies (
            store TEXT PRIMARY KEY, customers BIGINT NOT NULL, orders BIGINT NOT NULL, last_receipt_at BIGINT
        )
        """,
        "CREATE TABLE receipt_tallies (state TEXT PRIMARY KEY, total BIGINT NOT NULL)",
        "CREATE TABLE lane_tallies (destination TEXT PRIMARY KEY, total BIGINT NOT NULL)",
    ]
}
