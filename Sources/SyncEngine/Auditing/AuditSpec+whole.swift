package import SyncModel

extension AuditSpec {
    /// Whether everything of the store is compared with every CRM, so that what is found holds for the whole store.
    package var isWhole: Bool {
        since == nil && until == nil && destinations == nil && Set(kinds) == Set(RecordKind.allCases)
    }
}
