import { keyCaps } from '../inbox/state/keys';

/** A key, as it stands on the keyboard. */
export const Cap = ({ keys }: { keys: string }) => (
  <>
    {keyCaps(keys).map((cap, i) => (
      <span key={i} class="kbd">
        {cap}
      </span>
    ))}
  </>
);
