extension Migration {
    /// Whether a record is left out that was sent before: it counts among those that are not to be in the CRM, though its
    /// record is there still.
    ///
    /// Of lanes that are there already it is not known; their next delivery tells.
    static let skippedLanes = Migration(version: 27) { dialect in
        ["ALTER TABLE lanes ADD COLUMN is_skipped INTEGER NOT NULL DEFAULT 0"]
            + SkippedLanes.triggers.flatMap { dialect.dropTrigger("lanes_\($0.name)", "lanes") }
            + SkippedLanes.triggers.flatMap { trigger in
                dialect.trigger(
                    "lanes_\(trigger.name)",
                    trigger.event,
                    "lanes",
                    trigger.condition,
                    SkippedLanes.absent(trigger.row, trigger.change, dialect)
                )
            }
    }
}

/// What the triggers of `lanes` count as left out.
enum SkippedLanes {
    fileprivate struct Trigger {
        var name: String
        var event: String
        var condition: String
        var row: String
        var change: String
    }

    /// `Lane.isLeftOut` of a row.
    static func isLeftOut(_ row: String = "") -> String {
        "\(row)state = 'clean' AND (\(row)crm_id IS NULL OR \(row)standing = 'vanished' OR \(row)is_skipped <> 0)"
    }

    private static func number(_ row: String) -> String { "CASE WHEN \(isLeftOut(row)) THEN 1 ELSE 0 END" }

    fileprivate static let triggers = [
        Trigger(name: "absent_added", event: "INSERT", condition: isLeftOut("NEW."), row: "NEW.", change: "1"),
        Trigger(
            name: "absent_changed",
            event: "UPDATE",
            condition: "\(number("NEW.")) <> \(number("OLD."))",
            row: "NEW.",
            change: "\(number("NEW.")) - \(number("OLD."))"
        ),
        Trigger(name: "absent_removed", event: "DELETE", condition: isLeftOut("OLD."), row: "OLD.", change: "-1"),
    ]

    fileprivate static func absent(_ row: String, _ change: String, _ dialect: SQLDialect) -> String {
        "INSERT INTO absent_tallies (destination, slot, total) VALUES (\(row)destination, \(dialect.slot), \(change))"
            + " ON CONFLICT (destination, slot) DO UPDATE SET total = absent_tallies.total + excluded.total"
    }
}
