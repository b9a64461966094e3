extension Migration {
    /// Who does not answer now; what a server that died left here is removed by the next.
    static let troubles = Migration(version: 13) { _ in
        [
            """
            CREATE TABLE troubles (
                party TEXT PRIMARY KEY, since BIGINT NOT NULL, message TEXT NOT NULL, next_try_at BIGINT NOT NULL
            )
            """
        ]
    }
}
