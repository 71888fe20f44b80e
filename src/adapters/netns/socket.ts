/** A socket belongs to the namespace that it is opened in, wherever the thread is later. */
import { openSocket, type Socket, type SocketKind } from "../linux/socket.ts"
import { inNamespace } from "./namespace.ts"

/** As `openSocket` makes it, in a namespace. */
export const openSocketIn = (
  namespace: string,
  kind: SocketKind,
  what: string,
  setUp: (socket: Socket) => void,
): Socket => inNamespace(namespace, () => openSocket(kind, what, setUp))
