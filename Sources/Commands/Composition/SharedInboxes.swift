import RedisInbox
import SQSInbox
import SyncEngine
import SyncModel

/// Opens the inbox that machines share, where one is configured.
enum SharedInboxes {
    /// - Parameter configuration: as it was read and checked.
    /// - Returns: `nil` where each machine has an inbox of its own.
    /// - Throws: `CommandFailure` for one that cannot be used as it is configured.
    static func open(_ configuration: SluiceConfiguration) throws -> (any SharedInbox)? {
        guard let settings = configuration.inbox.shared else { return nil }
        do {
            guard settings.kind == .sqs else { return try redis(settings, configuration) }
            return try SQSInbox(
                SQSAddress(url: settings.url.reveal()),
                trustRootsFile: configuration.trustRootsFile,
                bodies: LateLargeBodies(configuration),
                seal: SealKeyFile.payloads(configuration),
                clock: SystemClock()
            )
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure.usage("inbox.url cannot be used: \(error)")
        }
    }

    private static func redis(
        _ settings: SharedInboxSettings,
        _ configuration: SluiceConfiguration
    ) throws -> (any SharedInbox)? {
        #if RedisStreams
        if settings.kind == .bullMQ {
            return try BullMQInbox(
                RedisAddress(url: settings.url.reveal(), schemes: BullMQInbox.schemes, known: BullMQInbox.parameters),
                trustRootsFile: configuration.trustRootsFile,
                clock: SystemClock()
            )
        }
        return try RedisStreamInbox(
            RedisAddress(url: settings.url.reveal()),
            trustRootsFile: configuration.trustRootsFile,
            seal: SealKeyFile.payloads(configuration)
        )
        #else
        // The configuration was refused before.
        throw CommandFailure.usage("This program was built without Redis (\(settings.kind)).")
        #endif
    }
}
