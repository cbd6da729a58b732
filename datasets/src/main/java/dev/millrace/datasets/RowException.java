package dev.millrace.datasets;

/** A defect of the row being read; caught where the row's file and line are known. */
final class RowException extends Exception {
    private static final long serialVersionUID = 1;

    private final RejectedRow.Reason reason;

    RowException(RejectedRow.Reason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    RejectedRow.Reason reason() {
        return reason;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
