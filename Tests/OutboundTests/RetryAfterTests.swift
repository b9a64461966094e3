import Foundation
import Outbound
import Testing

@Suite("Retry-After") struct RetryAfterTests {
    private static let date = (name: "Date", value: "Wed, 25 Nov 2026 10:00:00 GMT")

    @Test(arguments: [
        ("0", 0.0), ("120", 120), ("2.0", 2), ("0.5", 0.5), (" 7\t", 7), ("86400", 86_400),
        ("999999999999999999999", 86_400),
        ("Wed, 25 Nov 2026 10:01:30 GMT", 90), ("Wednesday, 25-Nov-26 10:00:05 GMT", 5),
        ("Wed Nov 25 10:00:01 2026", 1),
        ("Wed, 25 Nov 2026 09:00:00 GMT", 0), ("Fri, 25 Dec 2026 10:00:00 GMT", 86_400),
        ("Wed, 25 Nov 2026 10:00:60 GMT", 60),
    ]) func reads(_ text: String, as seconds: Double) {
        let response = OutboundResponse(status: 429, headers: [Self.date, (name: "retry-after", value: text)])
        #expect(response.retryAfter == .seconds(seconds))
    }

    @Test(arguments: [
        "", "-1", "+5", "soon", "1e3", "0x10", "inf", ".5", "1.2.3", "10 seconds", "Wed, 32 Nov 2026 10:00:00 GMT",
        "Wed, 25 Nov 2026 10:00:00 CET", "Wed, 25 Nov 2026 25:00:00 GMT", "Wed, 25 Foo 2026 10:00:00 GMT",
    ]) func ignores(_ text: String) {
        let response = OutboundResponse(status: 429, headers: [Self.date, (name: "Retry-After", value: text)])
        #expect(response.retryAfter == nil)
    }

    @Test func countsFromTheReceiptWithoutADateOfTheServer() {
        let received = Date(timeIntervalSince1970: 1_795_600_800)  // 2026-11-25T10:00:00Z
        let header = (name: "Retry-After", value: "Wed, 25 Nov 2026 10:00:42 GMT")
        #expect(OutboundResponse(status: 503, headers: [header], receivedAt: received).retryAfter == .seconds(42))
    }

    @Test func isNilWithoutTheHeader() {
        #expect(OutboundResponse(status: 429).retryAfter == nil)
    }

    @Test(arguments: [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0), ("Tue, 29 Feb 2028 12:34:56 GMT", 1_835_440_496),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sat, 01 Mar 2036 00:00:00 GMT", 2_087_942_400),
    ]) func knowsTheCalendar(_ text: String, at seconds: Double) {
        let received = Date(timeIntervalSince1970: seconds - 10)
        let header = (name: "Retry-After", value: text)
        #expect(OutboundResponse(status: 503, headers: [header], receivedAt: received).retryAfter == .seconds(10))
    }
}
