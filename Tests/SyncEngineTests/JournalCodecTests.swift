import SyncEngine
import SyncModel
import Testing

@Suite struct JournalCodecTests {
    @Test(arguments: [
        receipt(1), receipt(2), receipt(3, size: 0), receipt(4, size: 70_001),
        Receipt(
            store: StoreName("ä"),
            webhookID: "",
            topic: "x/y",
            receivedAt: Instant(microseconds: -1),
            body: [0, 0, 255]
        ),
    ])
    func roundTrip(_ receipt: Receipt) throws {
        var bytes: [UInt8] = []
        JournalCodec.encode(receipt, into: &bytes)
        #expect(try bytes.withUnsafeBytes { try JournalCodec.decode($0) } == receipt)
    }

    @Test func everyCutInFrontOfTheBodyIsNoticed() {
        var bytes: [UInt8] = []
        JournalCodec.encode(receipt(1, size: 0), into: &bytes)
        for length in 0..<bytes.count {
            #expect(throws: JournalCodec.Failure.cutShort) {
                try bytes.prefix(length).withUnsafeBytes { try JournalCodec.decode($0) }
            }
        }
    }

    @Test func newerVersionIsNamed() {
        #expect(throws: JournalCodec.Failure.unknownVersion(2)) {
            try [UInt8]([2, 0, 0]).withUnsafeBytes { try JournalCodec.decode($0) }
        }
    }
}
