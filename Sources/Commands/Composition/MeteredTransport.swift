import Metrics
import Outbound
import SyncModel

/// Counts a destination's requests by the status of the answer, and traces them.
struct MeteredTransport: OutboundTransport {
    var destination: DestinationName
    var base: any OutboundTransport

    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        let trace = CallTrace(request, to: .destination(destination))
        do throws(OutboundFailure) {
            let response = try await base.send(request)
            trace.end(response)
            count(String(response.status))
            return response
        } catch {
            trace.end(nil)
            count("none")
            throw error
        }
    }

    func readLines(
        of request: OutboundRequest,
        maximumLineBytes: Int,
        _ line: (ArraySlice<UInt8>) async throws -> Void
    ) async throws -> OutboundResponse {
        let trace = CallTrace(request, to: .destination(destination))
        do {
            let response = try await base.readLines(of: request, maximumLineBytes: maximumLineBytes, line)
            trace.end(response)
            count(String(response.status))
            return response
        } catch {
            trace.end(nil)
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
