import Foundation
import Outbound

/// A queue, from an address such as `sqs://sqs.eu-west-1.amazonaws.com/123456789012/sluice`.
package struct SQSAddress: Sendable, Hashable {
    /// What is wrong with an address.
    package struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
        package var description: String
    }

    package var host: String
    package var port: Int?
    package var account: String
    package var queue: String
    /// As the host or `?region=` tells; `nil` where the surroundings must.
    package var region: String?
    /// Of the shared configuration files; `nil` for the usual one.
    package var profile: String?

    private static let form = "sqs://sqs.REGION.amazonaws.com/ACCOUNT/QUEUE"

    /// - Parameters:
    ///   - url: the queue's URL with `sqs` in place of `https`.
    ///   - key: of the configuration, for the problem's words.
    /// - Throws: ``Problem``.
    package init(url: String, key: String = "inbox.url") throws(Problem) {
        guard let parts = URLComponents(string: url), parts.scheme == "sqs", let host = parts.host, !host.isEmpty else {
            throw Problem(description: "\(key) is no address of an SQS queue: \(Self.form)")
        }
        guard parts.user == nil, parts.password == nil else {
            throw Problem(
                description:
                    "\(key) holds a user or a password: SQS' credentials come from the environment, a profile or the machine's role"
            )
        }
        let path = parts.path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        guard path.count == 2 else {
            throw Problem(description: "\(key) does not name account and queue: \(Self.form)")
        }
        guard path[0].utf8.count == 12, path[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw Problem(description: "\(key) names an account that is not one of 12 digits: \(Self.form)")
        }
        guard Self.isQueueName(path[1]) else {
            throw Problem(
                description:
                    "\(key) names a queue that cannot be: at most 80 letters, digits, - and _, with .fifo behind them for such a queue"
            )
        }
        var values: [String: String] = [:]
        for item in parts.queryItems ?? [] {
            guard ["region", "profile"].contains(item.name) else {
                throw Problem(
                    description:
                        "\(key) has the parameter \"\(item.name)\", which is not known; there are profile, region"
                )
            }
            guard let value = item.value, !value.isEmpty else {
                throw Problem(description: "\(key) has the parameter \"\(item.name)\" without a value")
            }
            values[item.name] = value
        }
        self.host = host.lowercased()
        port = parts.port == 443 ? nil : parts.port
        (account, queue) = (path[0], path[1])
        region = values["region"] ?? Self.region(in: self.host)
        profile = values["profile"]
    }

    /// The region in a host of AWS; `nil` for another one.
    package static func region(in host: String) -> String? {
        let labels = host.split(separator: ".").map(String.init)
        guard host.hasSuffix(".amazonaws.com") || host.hasSuffix(".amazonaws.com.cn") || host.hasSuffix(".api.aws")
        else { return nil }
        if labels.first == "queue" { return "us-east-1" }
        if let place = labels.firstIndex(of: "queue") { return labels[place - 1] }
        guard let place = labels.firstIndex(where: { $0 == "sqs" || $0 == "sqs-fips" }), place + 1 < labels.count,
            labels[place + 1] != "amazonaws"
        else { return nil }
        return labels[place + 1]
    }

    private static func isQueueName(_ name: String) -> Bool {
        let base = name.hasSuffix(".fifo") ? name.dropLast(5) : name[...]
        return !base.isEmpty && name.utf8.count <= 80
            && base.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == 0x2D || byte == 0x5F
            }
    }

    package var isFIFO: Bool { queue.hasSuffix(".fifo") }

    /// What failures call it.
    package var name: String { "sqs://\(place)/\(account)/\(queue)" }

    private var place: String { port.map { "\(host):\($0)" } ?? host }

    /// Plain on this machine alone, where tests and simulations of AWS run.
    var base: String {
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        return "\(LoopbackHost.contains(bare) ? "http" : "https")://\(place)"
    }

    /// What requests call the queue.
    package var queueURL: String { "\(base)/\(account)/\(queue)" }

    /// The same place's queue of another name, such as the one that a redrive policy names by its ARN.
    package func sibling(arn: String) -> SQSAddress? {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[2] == "sqs", Self.isQueueName(parts[5]) else { return nil }
        var other = self
        (other.account, other.queue) = (parts[4], parts[5])
        return other
    }

    /// What policies call the queue.
    package func arn(region: String) -> String { "arn:aws:sqs:\(region):\(account):\(queue)" }
}
