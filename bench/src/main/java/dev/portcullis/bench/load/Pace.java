package dev.portcullis.bench.load;

import java.time.Duration;

/**
 * How long and how often.
 *
 * @param rounds of everything that is repeated, the arms alternating
 * @param run one run of a closed loop
 * @param open one run of an open loop
 * @param variant one run of one variant of the proxy's own settings
 * @param images pulled cold from a near upstream
 * @param farImages pulled cold over the slow line
 * @param blobMegabytes the larger of the two blobs
 * @param verdicts held at once
 * @param idle connections held open at once
 * @param starts of the program
 * @param options the number of variants of the proxy's own settings
 */
record Pace(
    int rounds,
    Duration run,
    Duration open,
    Duration variant,
    int images,
    int farImages,
    int blobMegabytes,
    int verdicts,
    int idle,
    int starts,
    int options) {

  /** About a quarter of an hour. */
  static Pace full() {
    return new Pace(
        3,
        Duration.ofSeconds(7),
        Duration.ofSeconds(6),
        Duration.ofSeconds(4),
        200,
        60,
        1024,
        100_000,
        10_000,
        5,
        11);
  }

  /** Under two minutes: shows that everything works, not the figures. */
  static Pace smoke() {
    Duration second = Duration.ofSeconds(1);
    return new Pace(1, second, second, second, 10, 4, 96, 1_000, 500, 1, 4);
  }
}
