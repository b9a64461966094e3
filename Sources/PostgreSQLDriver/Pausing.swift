import Dispatch

/// Waiting that cancelling a task does not end.
enum Pausing {
    static func pause(_ time: DispatchTimeInterval) async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().asyncAfter(deadline: .now() + time) { continuation.resume() }
        }
    }
}
