/** Fields of packets: most significant byte first, at any offset. */

export function load16(at: usize): u32 {
  return bswap(load<u16>(at))
}

export function load32(at: usize): u32 {
  return bswap(load<u32>(at))
}

export function store16(at: usize, value: u32): void {
  store<u16>(at, bswap(value as u16))
}

export function store32(at: usize, value: u32): void {
  store<u32>(at, bswap(value))
}
