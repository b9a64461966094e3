import SyncModel

extension [StoredRecord] {
    /// Without guests whose account is among them: by one address both are found, and they are one person.
    var withoutClaimedGuests: [StoredRecord] {
        let keys = Set(map(\.key))
        return filter { hit in !(hit.key.isGuest && hit.survivorKey.map(keys.contains) ?? false) }
    }
}
