#if RedisStreams
package import SyncModel

/// Looks at a server for `doctor`; changes nothing there.
package struct RedisInspection: Sendable {
    private let link: RedisLink
    private let address: RedisAddress

    package init(_ link: RedisLink, _ address: RedisAddress) {
        self.link = link
        self.address = address
    }

    /// Webhooks, and so people's data, and the password would cross the network for everybody to read.
    package static func encryption(_ address: RedisAddress) -> [Finding] {
        guard !address.usesTLS, !address.isLocal else { return [] }
        return [
            Finding(
                .warning,
                address.name,
                "is reached without TLS: password and webhooks cross the network readable, and nothing says that it is the right "
                    + "server",
                fix: "rediss:// (or bullmqs://) in inbox.url, with outbound.ca_file for a private authority"
            )
        ]
    }

    /// What a person should know of it.
    package func durability() async -> [Finding] {
        do throws(RedisFailure) {
            let replies = try await link.send([
                ["CONFIG", "GET", "appendonly"], ["CONFIG", "GET", "appendfsync"], ["CONFIG", "GET", "save"],
                ["CONFIG", "GET", "maxmemory"], ["CONFIG", "GET", "maxmemory-policy"], ["INFO"],
            ])
            var settings: [String: String] = [:]
            for reply in replies.dropLast() {
                for (name, value) in reply.pairs { settings[name] = value.text }
            }
            let facts = Self.facts(replies[replies.count - 1].text ?? "")
            return [Finding(.fine, address.name, address.usesTLS ? "answers, over TLS" : "answers")]
                + Self.encryption(address)
                + RedisDurability(settings: settings, facts: facts).findings
        } catch {
            return [
                Finding(
                    .problem,
                    address.name,
                    "\(error)",
                    fix: error.needsPerson
                        ? nil
                        : "start it, or correct inbox.url; webhooks wait at Shopify or on receivers' disks meanwhile"
                )
            ]
        }
    }

    /// How far workers are with the stream.
    package func standing(_ stream: String, group: String) async -> [Finding] {
        do throws(RedisFailure) {
            let look = RedisStreamLook(link, stream: stream)
            let groups = try await look.groups()
            guard groups.contains(where: { $0.name == group }) else {
                return [Finding(.fine, "stream \(stream)", "no worker has read from it yet")]
            }
            let waiting = try await look.backlog(of: group)
            let others = groups.filter { $0.name != group }.map(\.name).sorted()
            var findings = [Finding(.fine, "stream \(stream)", "\(waiting) webhooks wait to be applied")]
            if !others.isEmpty {
                findings.append(
                    Finding(
                        .warning,
                        "stream \(stream)",
                        "is read by other groups too (\(others.prefix(5).joined(separator: ", "))): entries stay until each has acknowledged them",
                        fix: "XGROUP DESTROY those that nobody uses any more"
                    )
                )
            }
            return findings
        } catch {
            return [Finding(.problem, "stream \(stream)", "\(error)")]
        }
    }

    private static func facts(_ text: String) -> [String: String] {
        var facts: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { facts[String(parts[0])] = String(parts[1]) }
        }
        return facts
    }
}
#endif
