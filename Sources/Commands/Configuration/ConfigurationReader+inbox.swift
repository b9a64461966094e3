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
            switch kind {
            case .redisStream: _ = try RedisAddress(url: url)
            case .bullMQ:
                let address = try RedisAddress(url: url, schemes: BullMQInbox.schemes, known: BullMQInbox.parameters)
                if address.parameters["queue"] == nil {
                    report(node, "inbox.url names no queue", fix: "bullmq://HOST:6379/0?queue=NAME")
                }
            case .sqs: break
            }
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

    /// The queue that accepted deliveries are handed on to.
    mutating func forwardURL(_ node: DocumentNode?, inbox: InboxSettings) -> Secret? {
        guard let node, let url = node.text else { return nil }
        #if RedisStreams
        do {
            let address = try RedisAddress(
                url: url,
                key: BullMQForward.key,
                schemes: BullMQInbox.schemes,
                known: BullMQForward.parameters
            )
            if let words = BullMQForward.mistake(in: address) { report(node, words) }
            if case .shared(let shared, _) = inbox, shared.kind == .bullMQ,
                BullMQForward.isSameQueue(address, as: shared.url.reveal())
            {
                report(
                    node,
                    "inbox.forward_url names the queue of inbox.url",
                    fix: "name another queue: these would come again"
                )
            }
        } catch {
            report(node, "\(error)")
        }
        #else
        report(
            node,
            "inbox.forward_url names a Redis server, and this program was built without Redis",
            fix: "install libhiredis-dev and build with \"swift build --traits RedisStreams\", or leave it out"
        )
        #endif
        return Secret(url)
    }
}
