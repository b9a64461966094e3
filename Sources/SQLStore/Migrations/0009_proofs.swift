extension Migration {
    /// At which of Shopify's times a record is known to the last field, so that comparing needs no bodies.
    ///
    /// Null, where it is not known or a record was written before, costs a read whenever it is compared.
    static let proofs = Migration(version: 9) { _ in ["ALTER TABLE records ADD COLUMN proven_at BIGINT"] }
}
