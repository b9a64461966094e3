extension Migration {
    /// How many records are left out of each CRM, and how many are there without what it refused, counted as lanes change.
    ///
    /// Triggers count, since lanes are changed in many places and by one statement for many of them.
    static let laneCounts = Migration(version: 26) { dialect in
        [
            """
            CREATE TABLE absent_tallies (
                destination TEXT NOT NULL, slot INTEGER NOT NULL, total BIGINT NOT NULL, PRIMARY KEY (destination, slot)
            )\(dialect.clustered)
            """,
            """
            CREATE TABLE refusal_tallies (
                destination TEXT NOT NULL, kind TEXT NOT NULL, refused TEXT NOT NULL, slot INTEGER NOT NULL,
                total BIGINT NOT NULL, PRIMARY KEY (destination, kind, refused, slot)
            )\(dialect.clustered)
            """,
            "INSERT INTO absent_tallies (destination, slot, total) SELECT destination, 0, count(*) FROM lanes"
                + " WHERE \(LaneTally.isAbsent("")) GROUP BY destination",
            "INSERT INTO refusal_tallies (destination, kind, refused, slot, total)"
                + " SELECT destination, kind, refused, 0, count(*) FROM lanes WHERE refused IS NOT NULL"
                + " GROUP BY destination, kind, refused",
            "DROP INDEX lanes_absent",
        ] + ["absent_tallies", "refusal_tallies"].flatMap(dialect.busyTable) + LaneTally.triggers(dialect)
    }
}

/// What the triggers of `lanes` do.
private enum LaneTally {
    /// A record that is not in the CRM and is not to be.
    static func isAbsent(_ row: String) -> String {
        "\(row)state = 'clean' AND (\(row)crm_id IS NULL OR \(row)standing = 'vanished')"
    }

    private static func absence(_ row: String) -> String { "CASE WHEN \(isAbsent(row)) THEN 1 ELSE 0 END" }

    static func triggers(_ dialect: SQLDialect) -> [String] {
        func absent(_ row: String, _ change: String) -> String {
            "INSERT INTO absent_tallies (destination, slot, total) VALUES (\(row)destination, \(dialect.slot), \(change))"
                + " ON CONFLICT (destination, slot) DO UPDATE SET total = absent_tallies.total + excluded.total"
        }
        func refusal(_ row: String, _ change: Int) -> String {
            "INSERT INTO refusal_tallies (destination, kind, refused, slot, total)"
                + " VALUES (\(row)destination, \(row)kind, \(row)refused, \(dialect.slot), \(change))"
                + " ON CONFLICT (destination, kind, refused, slot)"
                + " DO UPDATE SET total = refusal_tallies.total + excluded.total"
        }
        func isRefused(_ row: String, butNot other: String) -> String {
            "\(row)refused IS NOT NULL AND (\(other)refused IS NULL OR \(other)refused <> \(row)refused)"
        }
        let (new, old) = ("NEW.", "OLD.")
        let change = "\(absence(new)) - \(absence(old))"
        let all: [(name: String, event: String, condition: String, statement: String)] = [
            ("absent_added", "INSERT", isAbsent(new), absent(new, "1")),
            ("absent_changed", "UPDATE", "\(absence(new)) <> \(absence(old))", absent(new, change)),
            ("absent_removed", "DELETE", isAbsent(old), absent(old, "-1")),
            ("refusal_added", "INSERT", "NEW.refused IS NOT NULL", refusal(new, 1)),
            ("refusal_gained", "UPDATE", isRefused(new, butNot: old), refusal(new, 1)),
            ("refusal_lost", "UPDATE", isRefused(old, butNot: new), refusal(old, -1)),
            ("refusal_removed", "DELETE", "OLD.refused IS NOT NULL", refusal(old, -1)),
        ]
        return all.flatMap { dialect.trigger("lanes_\($0.name)", $0.event, "lanes", $0.condition, $0.statement) }
    }
}
