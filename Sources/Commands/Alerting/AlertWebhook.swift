import Foundation
import Outbound
import SyncEngine
import SyncModel

/// Sends alerts to a webhook that takes Slack's JSON, `{"text": …}`: Slack, Mattermost, Rocket.Chat and many others.
struct AlertWebhook: AlertChannel {
    /// Who takes it said no, or nobody did.
    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    /// Of its own, and never recorded: the address is a secret in itself.
    private let client: any OutboundTransport
    private let address: Secret

    init(address: Secret, client: any OutboundTransport) {
        self.address = address
        self.client = client
    }

    func send(_ text: String) async throws {
        let body = try JSONEncoder().encode(["text": text])
        let request = OutboundRequest(
            system: "alerts",
            method: .post,
            url: address.reveal(),
            headers: [("content-type", "application/json")],
            body: [UInt8](body),
            deadline: .seconds(10),
            maximumResponseBytes: 64 * 1024
        )
        let response: OutboundResponse
        do throws(OutboundFailure) {
            response = try await client.send(request)
        } catch {
            throw Refused(description: Self.words(error))
        }
        guard (200..<300).contains(response.status) else {
            throw Refused(description: "the alert webhook answered \(response.status)")
        }
    }

    /// Whether its server answers, whatever it says: a GET posts nothing.
    ///
    /// - Throws: `Refused` where nothing answers.
    func reach() async throws(Refused) {
        do throws(OutboundFailure) {
            _ = try await client.send(
                OutboundRequest(
                    system: "alerts",
                    method: .get,
                    url: address.reveal(),
                    headers: [],
                    body: nil,
                    deadline: .seconds(10),
                    maximumResponseBytes: 1 << 20
                )
            )
        } catch {
            // Too long an answer is one.
            if case .tooLarge = error { return }
            throw Refused(description: Self.words(error))
        }
    }

    /// Without the address.
    private static func words(_ failure: OutboundFailure) -> String {
        switch failure {
        case .refusedHost: "the alert webhook's address may not be called: https, or http on loopback"
        case .notSent, .noAnswer: "the alert webhook does not answer"
        case .tooLarge: "the alert webhook's answer is too large"
        }
    }
}
