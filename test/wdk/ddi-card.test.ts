import { describe, expect, test } from 'vitest';
import { type Paint, renderDdiCard, renderDdiList } from '../../src/report/ddi-card.ts';
import { CONTRADICTION, ddi, ddiCards } from '../../src/wdk/index.ts';

const MARKED: Paint = {
  bold: (text) => `<b>${text}</b>`,
  dim: (text) => text,
  cyan: (text) => `<c>${text}</c>`,
  yellow: (text) => `<y>${text}</y>`,
};

describe('a card as text', () => {
  test('EnableVirtualization, with the readings of its three contradictions', () => {
    const text = renderDdiCard(ddi('EnableVirtualization'), CONTRADICTION, 80);
    expect(text).toMatchInlineSnapshot(`
      "EnableVirtualization  routine, wdm.h
        switch the VFs of a PF on or off
        also ENABLE_VIRTUALIZATION, PENABLE_VIRTUALIZATION

      IRQL         at most DISPATCH_LEVEL
      provided by  PCI_VIRTUALIZATION_INTERFACE
      called by    VBD / NDIS for the PF miniport
      since        Windows Server 2012

      parameters
        inout Context PVOID
              the Context of the PCI_VIRTUALIZATION_INTERFACE it came from
        in    NumVFs UINT16
              written to NumVFs of the SR-IOV capability; must be 0 when
              EnableVirtualization is FALSE
        in    EnableVfMigration BOOLEAN
              MR-IOV only; FALSE on an SR-IOV-only device
        in    EnableMigrationInterrupt BOOLEAN
              must be FALSE when EnableVfMigration is FALSE
        in    EnableVirtualization BOOLEAN
              TRUE sets VF Enable, FALSE clears it

      returns
        STATUS_SUCCESS
              done
        STATUS_INVALID_PARAMETER
              NumVFs is 0, or NumVFs > TotalVFs (see C01 for the disable case)
        STATUS_INVALID_DEVICE_STATE
              enable when already enabled, or disable when already disabled

      rules
        - Function type ENABLE_VIRTUALIZATION
        - Writes NumVFs and the VF Enable bit of SR-IOV Control in the PF's SR-IOV
          extended capability
        - Not idempotent: a repeat call in the same direction fails
        - To change NumVFs: disable first, then enable (stated for the NDIS wrapper)

      where the documentation disagrees
        C01  NumVFs = 0
            A  Disable call must pass NumVFs = 0
               from wdm/nc-wdm-enable_virtualization.md (NumVFs parameter)
            B  NumVFs = 0 gives STATUS_INVALID_PARAMETER, with no exception for
               disable
               from wdm/nc-wdm-enable_virtualization.md (returns table)
            Note: Read literally every disable fails. Sane reading: the zero test
            applies only to enable. The NDIS wrapper supports it: it rejects disable
            with NON-zero NumVFs. Which check wins when both state and parameter are
            bad is not stated.
            This model takes reading A. A disable must be possible, so the zero test
            is applied to an enable only; a disable with a number other than zero is
            refused, as the NDIS wrapper does.
        C02  Repeat enable/disable
            A  Wrong-direction repeat, either way, gives STATUS_INVALID_DEVICE_STATE
               from wdm/nc-wdm-enable_virtualization.md
            B  Wrapper: only enable-while-enabled is said to fail, no status named;
               disable-while-disabled not mentioned
               from ndis/nf-ndis-ndismenablevirtualization.md
            Note: NDIS_STATUS_FAILURE is the only listed value left for it
            This model takes reading A. The interface routine refuses a repeat in
            either direction, and the wrapper has NDIS_STATUS_FAILURE left to pass
            that on.
        C08  IRQL of the enable path
            A  EnableVirtualization <= DISPATCH_LEVEL
               from wdm/nc-wdm-enable_virtualization.md
            B  NdisMEnableVirtualization PASSIVE_LEVEL
               from ndis/nf-ndis-ndismenablevirtualization.md
            Note: Wrapper narrower than what it wraps: legal, but the sibling routines
            GetLocation/GetResources/GetVirtualFunctionProbedBars are PASSIVE too
            This model: each its own. A wrapper may demand more than what it wraps, so
            each routine keeps the limit of its own page.

      source
        wdm/nc-wdm-enable_virtualization.md
      "
    `);
  });

  test('OID_NIC_SWITCH_FREE_VF, on which three pages and the verifier disagree', () => {
    const text = renderDdiCard(ddi('OID_NIC_SWITCH_FREE_VF'), CONTRADICTION, 80);
    expect(text).toMatchInlineSnapshot(`
      "OID_NIC_SWITCH_FREE_VF  oid, ntddndis.h
        give a VF back, after its virtual ports

      IRQL         PASSIVE_LEVEL (IRQL at which MiniportOidRequest receives it)
      value        0x00010246
      request      set
      structure    NDIS_NIC_SWITCH_FREE_VF_PARAMETERS
      provided by  PF miniport
      called by    the driver that allocated the VF
      since        NDIS 6.30 (Windows Server 2012)

      parameters
        in    InformationBuffer NDIS_NIC_SWITCH_FREE_VF_PARAMETERS

      returns
        NDIS_STATUS_SUCCESS
              done
        NDIS_STATUS_PENDING
              async, must later succeed
        NDIS_STATUS_NOT_ACCEPTED
              miniport resetting
        NDIS_STATUS_REQUEST_ABORTED
              stopped, e.g. reset
        NDIS_STATUS_NOT_SUPPORTED
              from NDIS
        NDIS_STATUS_FILE_NOT_FOUND
              from NDIS: VF not allocated or still has VPorts
        NDIS_STATUS_INVALID_LENGTH
              from NDIS: short buffer
        NDIS_STATUS_INVALID_PARAMETER
              per the handling page, from the PF miniport: unknown VF, not allocated,
              or VPort attached (C22)

      rules
        - All VPorts of the VF deleted first
        - In teardown it follows OID_SRIOV_RESET_VF
        - Detaches the VF from the switch
        - Must precede DELETE_SWITCH
        - Verifier allows the miniport only SUCCESS, PENDING (return only),
          NOT_ACCEPTED, REQUEST_ABORTED

      where the documentation disagrees
        C22  FREE_VF failure status; meaning of NOT_ACCEPTED
            A  NDIS_STATUS_FILE_NOT_FOUND (from NDIS); NOT_ACCEPTED = resetting
               from network/oid-nic-switch-free-vf.md
            B  PF miniport must return NDIS_STATUS_INVALID_PARAMETER; NOT_ACCEPTED =
               surprise removed
               from network/handling-oid-nic-switch-free-vf-requests.md,
               ndis/nc-ndis-miniport_oid_request.md
            Note: Third voice: verifier rule NdisOidComplete lets the miniport finish
            FREE_VF/DELETE_SWITCH only with SUCCESS, NOT_ACCEPTED or REQUEST_ABORTED
            (devtest/ndis-ndisoidcomplete.md), so following B trips it
            This model: NDIS answers first. NDIS answers FILE_NOT_FOUND for a VF that
            is not allocated before the miniport sees the request, and the PF miniport
            ends it only as the verifier allows; NOT_ACCEPTED means gone or resetting.
        C30  Which VF resources when
            A  Hardware at switch creation, software at ALLOCATE_VF; FREE_VF frees
               software
               from network/allocating-resources-for-a-virtual-function.md,
               network/handling-oid-nic-switch-free-vf-requests.md
            B  ALLOCATE_VF allocates hardware and software; FREE_VF frees hardware
               from network/virtual-function-initialization-sequence.md,
               network/virtual-function-teardown-sequence.md
            Note: VFId: unique per switch vs adapter-unique likewise
            This model takes reading A. VFs exist in hardware once VF Enable is set,
            so ALLOCATE_VF and FREE_VF move software resources only.
        C31  When the VF miniport halts; order against filter move
            A  VF adapter removed and VF miniport halted first, failover complete,
               then filters moved and VF torn down
               from network/virtual-function-teardown-sequence.md,
               network/deleting-a-virtual-port.md
            B  VF miniport halted as a result of FREE_VF; or the four OID steps run
               before the transition completes
               from network/halting-a-pf-miniport-driver.md,
               network/sr-iov-vf-failover-and-live-migration-support.md
            Note: Also: PF-halt path lists no RESET_VF between DELETE_VPORT and
            FREE_VF
            This model takes reading A. The VF miniport is halted first, so nothing in
            the guest uses the VF when filters, VPort and VF go.

      source
        network/oid-nic-switch-free-vf.md
        value: public ntddndis.h
      "
    `);
  });

  test('every card keeps to the width, but for words that are longer', () => {
    const tooLong = ddiCards.flatMap((card) =>
      renderDdiCard(card, CONTRADICTION, 80)
        .split('\n')
        .filter((line) => line.length > 80 && line.trim().split(' ').length > 3),
    );
    expect(tooLong).toEqual([]);
  });

  test('paint sets off the name, parameters and contradiction ids', () => {
    const text = renderDdiCard(ddi('GetLocation'), CONTRADICTION, 80, MARKED);
    expect(text).toContain('<b>GetLocation</b>  routine, wdm.h');
    expect(text).toContain('<c>BusNumber</c> PUINT8');
    expect(text).toContain('<y>C10</y>  GetLocation bound');
  });
});

describe('the list of cards', () => {
  test('has one line for each, under its kind', () => {
    const lines = renderDdiList(ddiCards).split('\n');
    expect(lines.filter((line) => /^\w.* \(\d+\)$/.test(line))).toMatchInlineSnapshot(`
      [
        "Routines (96)",
        "IRPs (15)",
        "IOCTLs (10)",
        "OIDs (35)",
        "Structures (35)",
        "GUIDs (7)",
        "Constants and statuses (26)",
      ]
    `);
    expect(lines.filter((line) => line.startsWith('  '))).toHaveLength(ddiCards.length);
    expect(
      lines.filter((line) => /OID_SRIOV_RESET_VF |GetLocation /.test(line)).join('\n'),
    ).toMatchInlineSnapshot(`
      "  GetLocation                      PASSIVE     segment, bus and function number of a VF
        OID_SRIOV_RESET_VF                    set         function level reset of one VF"
    `);
  });
});
