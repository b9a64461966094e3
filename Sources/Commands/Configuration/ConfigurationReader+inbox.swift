import RedisInbox
import SyncModel

extension ConfigurationReader {
    /// An inbox that machines share, from its address.
    mutating func shared(
        _ kind: SharedInboxSettings.Kind,
        _ url: String,
        _ node: DocumentNode?,
        storage: StorageSettings
    ) -> InboxSettings {
        #if RedisStreams
        do {
            _ = try RedisAddress(url: url)
        } catch {
            report(node, "\(error)")
        }
        #else
        report(
            node,
            "inbox.url names a Redis server, and this program was built without Redis",
            fix: "install libhiredis-dev and build with \"swift build --traits RedisStreams\", or write direct"
        )
        #endif
        return .shared(SharedInboxSettings(kind: kind, url: Secret(url)), folder: storage.path + ".inbox")
    }
}
