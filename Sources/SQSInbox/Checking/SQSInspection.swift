import SyncEngine
package import SyncModel

/// Looks at a queue for `doctor`; changes nothing there.
package struct SQSInspection: Sendable {
    private let queue: SQSQueue

    package init(_ queue: SQSQueue) { self.queue = queue }

    package func findings() async -> [Finding] {
        let address = queue.address
        do throws(SQSFailure) {
            let attributes = try await queue.attributes()
            let used = try await queue.client.credentials.current()
            let answers = Finding(.fine, address.name, "answers, with the key \(used.keyID) (\(used.origin))")
            return [answers] + Self.findings(attributes) + (await deadLetters(attributes))
        } catch {
            return [
                Finding(
                    .problem,
                    address.name,
                    "\(error)",
                    fix: error.needsPerson
                        ? nil
                        : "see whether this machine reaches AWS; webhooks wait at Shopify or on receivers' disks meanwhile"
                )
            ]
        }
    }

    /// What a queue's settings mean for accepted webhooks.
    package static func findings(_ attributes: QueueAttributes) -> [Finding] {
        var findings = [
            Finding(
                .fine,
                "queue",
                "\(attributes.isFIFO ? "FIFO" : "standard"), \(attributes.total) messages wait or are in work"
            )
        ]
        let days = Int(attributes.retention.components.seconds / 86_400)
        findings.append(
            attributes.retention < .seconds(4 * 86_400)
                ? Finding(
                    .warning,
                    "retention",
                    "\(attributes.retention.components.seconds) seconds: what no worker has taken by then is gone, although Shopify was told 200",
                    fix: "set MessageRetentionPeriod to 1209600 (14 days)"
                )
                : Finding(.fine, "retention", "\(days) days, in which a worker must come")
        )
        if attributes.largestMessage < QueueAttributes.limit {
            findings.append(
                Finding(
                    .warning,
                    "largest message",
                    "\(attributes.largestMessage) bytes: larger webhooks go by way of the store, which receivers must reach",
                    fix: "set MaximumMessageSize to 1048576"
                )
            )
        }
        findings.append(
            attributes.isEncrypted
                ? Finding(.fine, "encryption", "at rest, by AWS")
                : Finding(
                    .warning,
                    "encryption",
                    "messages lie unencrypted at AWS",
                    fix: "set SqsManagedSseEnabled to true, which costs nothing"
                )
        )
        if attributes.isOpenToAll {
            findings.append(
                Finding(
                    .problem,
                    "policy",
                    "anybody may do something to this queue, and so make up webhooks",
                    fix: "take the statement with Principal * out of its policy, or give it a condition"
                )
            )
        }
        return findings
    }

    private func deadLetters(_ attributes: QueueAttributes) async -> [Finding] {
        let subject = "dead letters"
        guard let redrive = attributes.redrive, let place = SQSInbox.deadLetters(attributes, of: queue) else {
            return [
                Finding(
                    .warning,
                    subject,
                    "the queue has no place for them: what can never be read comes again until its retention is over",
                    fix: "set RedrivePolicy with another queue and a maxReceiveCount of 10"
                )
            ]
        }
        var findings: [Finding] = []
        if redrive.receives < 5 {
            findings.append(
                Finding(
                    .warning,
                    subject,
                    "a webhook goes there after \(redrive.receives) attempts, so a few restarts of workers suffice",
                    fix: "set maxReceiveCount to 10"
                )
            )
        }
        do throws(SQSFailure) {
            let found = try await place.attributes()
            findings.append(
                found.total == 0
                    ? Finding(.fine, subject, "none (\(place.address.queue))")
                    : Finding(
                        .problem,
                        subject,
                        "\(found.total) in \(place.address.queue)",
                        fix: "\"sluice inbox dead-letters\" shows why, \"sluice inbox redrive\" puts them back"
                    )
            )
            if found.retention < attributes.retention {
                findings.append(
                    Finding(
                        .warning,
                        subject,
                        "are kept for a shorter time than messages, which counts from when they were first sent",
                        fix: "set MessageRetentionPeriod of \(place.address.queue) to 1209600 (14 days)"
                    )
                )
            }
        } catch {
            findings.append(Finding(.warning, subject, "cannot be seen: \(error)"))
        }
        return findings
    }
}
