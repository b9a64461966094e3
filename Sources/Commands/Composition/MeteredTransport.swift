import Metrics
import Outbound
import SyncModel

/// Counts a destination's requests by the status of the answer.
struct MeteredTransport: OutboundTransport {
    var destination: DestinationName
    var base: any OutboundTransport

    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        do throws(OutboundFailure) {
            let response = try await base.send(request)
            count(String(response.status))
            return response
        } catch {
            count("none")
            throw error
        }
    }

    func readLines(
        of request: OutboundRequest,
        maximumLineBytes: Int,
        _ line: (ArraySlice<UInt8>) async throws -> Void
    ) async throws -> OutboundResponse {
        do {
            let response = try await base.readLines(of: request, maximumLineBytes: maximumLineBytes, line)
            count(String(response.status))
            return response
        } catch {
            count("none")
            throw error
        }
    }

    private func count(_ status: String) {
        Counter(
            label: "sluice_crm_requests_total",
            dimensions: [("destination", "\(destination)"), ("status", status)]
        ).increment()
    }
}
