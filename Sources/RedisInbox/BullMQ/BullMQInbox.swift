#if RedisStreams
package import Logging
package import SyncEngine
package import SyncModel

/// A BullMQ queue as inbox, which somebody else fills: `bullmq://user:password@host:6379/0?queue=shopify&prefix=bull`.
package struct BullMQInbox: SharedInbox {
    private let address: RedisAddress
    private let connecting: RedisConnecting
    private let clock: any WallClock
    private let queue: String
    private let prefix: String
    private let link: RedisLink

    /// The schemes of such an address, with whether they mean TLS.
    package static let schemes = ["bullmq": false, "bullmqs": true]
    package static let parameters: Set<String> = ["queue", "prefix"]

    /// - Parameters:
    ///   - address: the server's, with the queue's name among the parameters.
    ///   - trustRootsFile: a PEM file of authorities that are trusted beside the system's.
    ///   - clock: whose times jobs are given.
    /// - Throws: `RedisFailure.unusable` where no queue is named or TLS cannot be set up.
    package init(_ address: RedisAddress, trustRootsFile: String? = nil, clock: any WallClock) throws {
        guard let queue = address.parameters["queue"] else {
            throw RedisFailure.unusable("inbox.url names no queue: bullmq://host:6379/0?queue=NAME")
        }
        self.address = address
        self.clock = clock
        self.queue = queue
        prefix = address.parameters["prefix"] ?? "bull"
        connecting = try RedisConnecting(address, trustRootsFile: trustRootsFile)
        link = RedisLink(connecting)
    }

    private var look: BullMQLook { BullMQLook(link, prefix: "\(prefix):\(queue):") }

    package var name: String { "\(address.name), queue \(queue)" }

    package var transport: (any InboxTransport)? { nil }

    package func problem() async -> InboxProblem? {
        do throws(RedisFailure) {
            _ = try await look.exists()
            return nil
        } catch {
            return InboxProblem("\(error) (\(name))", needsPerson: error.needsPerson)
        }
    }

    package func source(consumer: String, logger: Logger, check: @escaping DeliveryCheck) throws -> any InboxSource {
        BullMQSource(
            RedisLink(connecting),
            BullMQSettings(queue: queue, prefix: prefix, worker: consumer),
            clock: clock,
            logger: logger,
            check: check
        )
    }

    package func backlog() async throws -> Int64 { try await look.backlog() }

    package func holds(receivedUntil time: Instant) async throws -> Bool { try await look.holds(receivedUntil: time) }

    package func findings() async -> [Finding] {
        let findings = await RedisInspection(link, address).durability()
        guard findings.first?.level == .fine else { return findings }
        do throws(RedisFailure) {
            let subject = "queue \(queue)"
            guard try await look.exists() else {
                return findings + [
                    Finding(
                        .warning,
                        subject,
                        "nobody has used it yet",
                        fix: "check queue and prefix of inbox.url, if a service should have put webhooks there"
                    )
                ]
            }
            return findings + [Finding(.fine, subject, "\(try await look.backlog()) jobs wait or are in work")]
        } catch {
            return findings + [Finding(.problem, "queue \(queue)", "\(error)")]
        }
    }
}
#endif
