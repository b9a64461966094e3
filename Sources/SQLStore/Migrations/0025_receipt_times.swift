extension Migration {
    /// Deliveries by when they came: a clock that was set back leaves younger ones in front of older ones.
    static let receiptTimes = Migration(version: 25) { _ in
        ["CREATE INDEX receipts_received ON receipts (received_at, seq)"]
    }
}
