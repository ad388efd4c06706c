"""What Schemathesis does not know by itself: a part of a file (tus) is sent as it is."""

import schemathesis

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
