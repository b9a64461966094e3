extension ComplianceRequest {
    /// Whether nothing of a record that is erased for this request may ever come back.
    ///
    /// A guest's key is made of the address alone: who buys again after the erasure is somebody new, and the orders from
    /// before are erased for good each by itself. So it goes altogether.
    package func erasesForGood(_ key: RecordKey) -> Bool { kind == .customerRedact && !key.isGuest }
}
