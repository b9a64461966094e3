extension Migration {
    /// Records that are not in a CRM and are not to be, so that they are counted apart from those that are.
    static let absentRecords = Migration(version: 23) { _ in
        [
            """
            CREATE INDEX lanes_absent ON lanes (destination)
                WHERE state = 'clean' AND (crm_id IS NULL OR standing = 'vanished')
            """
        ]
    }
}
