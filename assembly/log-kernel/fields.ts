// Fields of an entry that count, or keep the least or the most.

export function bump(at: usize): void {
  store<u32>(at, load<u32>(at) + 1);
}

export function least(at: usize, value: u32): void {
  if (value < load<u32>(at)) store<u32>(at, value);
}

export function most(at: usize, value: u32): void {
  if (value > load<u32>(at)) store<u32>(at, value);
}
