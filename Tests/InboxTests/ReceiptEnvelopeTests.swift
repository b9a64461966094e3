import SyncEngine
import SyncModel
import Testing

/// Receipts on their way between machines: sealed where there is a key, and told apart from what is not ours.
@Suite struct ReceiptEnvelopeTests {
    private struct XorSeal: PayloadSeal {
        var key: UInt8
        var mark: String? { "k\(key)" }
        var marks: Set<String> { ["k\(key)"] }

        func seal(_ bytes: [UInt8], at place: SealedPlace) throws(SealFailure) -> [UInt8] {
            [SealedForm.first, 0, 0, 0, key] + Array(place.text.utf8) + [0] + bytes.map { $0 ^ key }
        }

        func open(_ bytes: [UInt8], at place: SealedPlace) throws(SealFailure) -> [UInt8] {
            guard bytes.count > 5, bytes[4] == key else { throw .otherKey(mark: "k\(bytes.dropFirst(4).first ?? 0)") }
            let prefix = Array(place.text.utf8) + [0]
            guard bytes.dropFirst(5).starts(with: prefix) else { throw .damaged }
            return bytes.dropFirst(5 + prefix.count).map { $0 ^ key }
        }

        func digests(of text: String) -> [String] { [text] }
    }

    private let receipt = Receipt(
        store: StoreName("acme"),
        webhookID: "w1",
        topic: "orders/create",
        receivedAt: Instant(seconds: 1_790_000_000),
        body: Array("anna@example.com".utf8)
    )

    private func failure(_ envelope: ReceiptEnvelope, _ bytes: [UInt8], nonce: UInt64 = 7) -> ReceiptEnvelope.Failure? {
        do throws(ReceiptEnvelope.Failure) {
            _ = try envelope.receipt(in: bytes, nonce: nonce)
            return nil
        } catch {
            return error
        }
    }

    @Test func withoutAKeyItIsReadable() throws {
        let envelope = ReceiptEnvelope(seal: nil)
        #expect(try envelope.receipt(in: envelope.packed(receipt, nonce: 7), nonce: 9) == receipt)
    }

    @Test func withAKeyItOpensWithThatAndItsNonceOnly() throws {
        let envelope = ReceiptEnvelope(seal: XorSeal(key: 3))
        let bytes = try envelope.packed(receipt, nonce: 7)
        #expect(!String(decoding: bytes, as: UTF8.self).contains("anna@"))
        #expect(try envelope.receipt(in: bytes, nonce: 7) == receipt)
        guard case .foreign = failure(envelope, bytes, nonce: 8) else {
            Issue.record("it was moved to another place, and opened")
            return
        }
        for other in [ReceiptEnvelope(seal: nil), ReceiptEnvelope(seal: XorSeal(key: 4))] {
            guard case .notYet(let reason) = failure(other, bytes) else {
                Issue.record("a delivery under another key is to be left for whoever has it")
                return
            }
            #expect(reason.contains("old_seal_keys"))
        }
    }

    @Test func whatIsNotOursIsToldFromWhatIsNewer() {
        let envelope = ReceiptEnvelope(seal: nil)
        for bytes: [UInt8] in [[], [1], [1, 2, 3], Array("{\"id\": 1}".utf8), [0xFF, 0xFE]] {
            guard case .foreign = failure(envelope, bytes) else {
                Issue.record("taken for ours: \(bytes)")
                continue
            }
        }
        guard case .notYet = failure(envelope, [9] + [UInt8](repeating: 0, count: 40)) else {
            Issue.record("the form of a newer release is to be left for that")
            return
        }
    }
}
