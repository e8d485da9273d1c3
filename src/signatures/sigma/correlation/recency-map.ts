interface Node<K, V> {
  readonly key: K;
  value: V;
  older: Node<K, V> | null;
  newer: Node<K, V> | null;
}

/** So many keys are looked through one by one: tens of thousands of windows hold one or two. */
const FEW = 8;

/**
 * A map in the order in which its keys were last set. Its first entry is at hand in constant time; a `Map` whose first
 * entries were deleted walks over what they left behind.
 */
export class RecencyMap<K, V> {
  #size = 0;
  /** Null until there are more than a few. */
  #nodes: Map<K, Node<K, V>> | null = null;
  #oldest: Node<K, V> | null = null;
  #newest: Node<K, V> | null = null;

  get size(): number {
    return this.#size;
  }

  get(key: K): V | undefined {
    return this.#find(key)?.value;
  }

  has(key: K): boolean {
    return this.#find(key) !== undefined;
  }

  /** Sets the value and makes the key the newest. */
  set(key: K, value: V): void {
    const node = this.#find(key);
    if (node) {
      node.value = value;
      this.#renew(node);
    } else this.#append(key, value);
  }

  /** The value of the key, which is made the newest; what `make` gives where it is not known. */
  renewed(key: K, make: () => V): V {
    const node = this.#find(key);
    if (node) {
      this.#renew(node);
      return node.value;
    }
    const value = make();
    this.#append(key, value);
    return value;
  }

  #append(key: K, value: V): void {
    const node: Node<K, V> = { key, value, older: null, newer: null };
    this.#take(node);
    this.#link(node);
  }

  #renew(node: Node<K, V>): void {
    if (node === this.#newest) return;
    this.#unlink(node);
    this.#link(node);
  }

  #link(node: Node<K, V>): void {
    node.older = this.#newest;
    node.newer = null;
    if (this.#newest) this.#newest.newer = node;
    else this.#oldest = node;
    this.#newest = node;
  }

  /** Key and value that were set longest ago. */
  oldest(): { readonly key: K; readonly value: V } | null {
    return this.#oldest;
  }

  /** All of them, the one that was set longest ago first: set in this order again, they make the same map. */
  *entries(): Generator<readonly [K, V]> {
    for (let node = this.#oldest; node; node = node.newer) yield [node.key, node.value];
  }

  delete(key: K): void {
    const node = this.#find(key);
    if (node) this.#remove(node);
  }

  deleteOldest(): void {
    if (this.#oldest) this.#remove(this.#oldest);
  }

  #remove(node: Node<K, V>): void {
    this.#nodes?.delete(node.key);
    this.#size--;
    this.#unlink(node);
  }

  #find(key: K): Node<K, V> | undefined {
    if (this.#nodes) return this.#nodes.get(key);
    for (let node = this.#newest; node; node = node.older) if (node.key === key) return node;
    return undefined;
  }

  #take(node: Node<K, V>): void {
    this.#size++;
    if (!this.#nodes && this.#size > FEW) {
      this.#nodes = new Map();
      for (let known = this.#oldest; known; known = known.newer) this.#nodes.set(known.key, known);
    }
    this.#nodes?.set(node.key, node);
  }

  #unlink({ older, newer }: Node<K, V>): void {
    if (older) older.newer = newer;
    else this.#oldest = newer;
    if (newer) newer.older = older;
    else this.#newest = older;
  }
}
